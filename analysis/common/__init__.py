"""What several analyses share: verdicts, sampling, rules."""
