"""What a maintainer may write, and a file of it as a tree with places."""
