"""What a projection is, and how facts are folded into its tables."""
