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

# What nginx has begun to send it does not send again, if it is a POST, PATCH or LOCK; a PUT or
# DELETE it would.
location / {{
    error_page 418 = @migration_safety_usual;
    error_page 419 = @migration_safety_careful;
    if ($request_method ~ "^(GET|HEAD|OPTIONS|POST|PATCH|LOCK)$") {{ return 418; }}
    return 419;
}}
{locations}
location @migration_safety_unavailable {{
    add_header Retry-After 1 always;
    return 503 "";
}}
"""
LOCATION = """\
# {why}
location @migration_safety_{name} {{
    set $migration_safety_colour blue;
    if (-f "{flag}") {{ set $migration_safety_colour green; }}
    proxy_pass http://migration_safety_$migration_safety_colour;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_connect_timeout 2s;
    proxy_request_buffering on;
    proxy_next_upstream {next};
    proxy_intercept_errors on;
    error_page 421 = @migration_safety_{then};
}}
"""
# Name, whom to try next, where a refusal goes, why.
LOCATIONS = (
    (
        "usual",
        "error timeout",
        "again",
        "A refused connection goes to the next of the same colour.",
    ),
    ("careful", "off", "again", "Nothing is sent twice."),
    ("again", "off", "once_more", "The gate refused, before anything was done: send it once more."),
    ("once_more", "off", "unavailable", "And a last time, for who met the flag as it turned."),
)
ALONE = """\
{user}daemon off;
worker_processes 2;
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" warn;
events {{ worker_connections 1024; }}
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
