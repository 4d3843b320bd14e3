#!/bin/sh
# Runs once, on an empty server: a database and a role for each service, and no way from one to another.
# The password of `leads` comes from LEADS_DATABASE_PASSWORD, and so on.
set -eu

for service in leads needs quotes underwriting claims servicing carriers; do
    variable=$(echo "$service" | tr '[:lower:]' '[:upper:]')_DATABASE_PASSWORD
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set service="$service" --set variable="$variable" \
        --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" <<'SQL'
\getenv password :variable
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" \
    --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
