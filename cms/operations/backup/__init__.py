"""One file that holds database, files and encrypted keys; the package's parts are told in its README."""

# What a finished backup signs, for the admin's home.
BACKUP = "backup"
