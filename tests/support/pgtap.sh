#!/usr/bin/env bash
# Runs one pgTAP file as the administrator of the test server, for prove:
#   prove --ext .sql --exec tests/support/pgtap.sh tests/sql
# pgTAP's functions stand in schema "tap", which is on the path here.
set -eu
PGOPTIONS="-c search_path=tap,public -c client_min_messages=warning" exec \
	psql -XAtq -v ON_ERROR_STOP=1 -P pager=off -d "$GEMBA_TEST_URL" -f "$1"
