"""Files in, releases out: readers, the system of record, versions, resolving and projecting."""
