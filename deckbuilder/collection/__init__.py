"""A source folder as one value: read, looked up, with its ledger, figures and look."""
