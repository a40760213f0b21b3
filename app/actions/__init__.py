"""Everything a person can do, as one table; menus, toolbar and shortcuts follow it."""
