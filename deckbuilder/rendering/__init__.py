"""What a package holds of a collection: fields, citations, stamps, and which note lies where."""
