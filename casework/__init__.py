"""What coordinators and reviewers do, which needs graph and index together."""
