"""The minutes of a sealed meeting in two languages: what one person signs and another reads a year later."""
