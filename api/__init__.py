"""The thin outside: the dingfen command and the HTTP service."""
