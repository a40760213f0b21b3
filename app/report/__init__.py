"""The report of a review: from findings and pictures to a PDF that can be signed."""
