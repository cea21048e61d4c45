#!/usr/bin/env bash
# Run once by the image, on an empty volume: a database of its own for each service, which owns it and sees no other.
# In parentheses, as the image may read it into its own shell.
(
    set -euo pipefail
    database() {
        psql --set ON_ERROR_STOP=1 --set name="$1" --set password="$2" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
    }
    database timeline "$TIMELINE_PASSWORD"
    database notification "$NOTIFICATION_PASSWORD"
)
