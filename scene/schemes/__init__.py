"""Schemes: what each adds to, removes from and changes in the city, and the city as it is seen with one."""
