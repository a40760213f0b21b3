"""What puts water into a domain or takes it out: rain, soil, drains, rivers, breaches, sluices and pumps."""
