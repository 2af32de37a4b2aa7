"""The built-in strategies over whole frames at once, equal to their live paths bar for bar."""
