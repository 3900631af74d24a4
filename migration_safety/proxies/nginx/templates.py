"""The text of nginx's configuration, with gaps."""

from __future__ import annotations

UPSTREAM = """\
upstream migration_safety_{colour} {{
{servers}
    keepalive 64;
    keepalive_timeout {keep}s;
}}
"""
HTTP = """\
log_format migration_safety '{format}';
{upstreams}
# Whom nginx sends to now, and whether it lives.  For the driver: on the loopback alone.
server {{
    listen {probe};
    access_log off;
    open_file_cache off;
    location = /health {{ return 200 "ok\\n"; }}
    location = /colour {{
        set $migration_safety_colour blue;
        if (-f "{flag}") {{ set $migration_safety_colour green; }}
        return 200 "$migration_safety_colour\\n";
    }}
}}
"""
SERVER = """\
access_log "{log}" migration_safety;
# A cached test of the flag would be an old one.
open_file_cache off;
recursive_error_pages on;
set $migration_safety_colour "";
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Host $http_host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_connect_timeout 2s;
proxy_request_buffering on;
proxy_intercept_errors on;

# What was refused a connection goes to the next of the same colour.  What has been sent does not,
# if it is a POST, PATCH or LOCK; any other write would, so it has a way of its own, on which it is
# tried once more if not a byte of it has been sent.
location / {{
    error_page 418 = @migration_safety_usual;
    error_page 419 = @migration_safety_careful;
    if ($request_method ~ "^(GET|HEAD|OPTIONS|POST|PATCH|LOCK)$") {{ return 418; }}
    return 419;
}}

# 421 is the gate's: it refused before anything was done.  Nothing else is sent again, and that
# twice at most: the second time for who met the flag as it turned.
{locations}
location @migration_safety_unsent {{
    if ($upstream_bytes_sent !~ "(^| )0$") {{ return 502; }}
{unsent}}}
location @migration_safety_unavailable {{
    add_header Retry-After 1 always;
    return 503 "";
}}
"""
LOCATION = """\
location @migration_safety_{name} {{
{body}}}
"""
BODY = """\
    set $migration_safety_colour blue;
    if (-f "{flag}") {{ set $migration_safety_colour green; }}
    proxy_pass http://migration_safety_$migration_safety_colour;
    proxy_next_upstream {next};
    error_page 421 = @migration_safety_{then};
"""
UNSENT = """\
    error_page 502 504 = @migration_safety_unsent;
"""
# The ways: whom to try where nobody answers, and the steps of each.
WAYS = {"usual": "error timeout", "careful": "off"}
STEPS = ("", "_again", "_once_more")
ALONE = """\
{user}daemon off;
worker_processes 2;
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 100000;
    client_max_body_size 100m;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
{http}
    server {{
        listen {listen};
{server}
    }}
}}
"""
