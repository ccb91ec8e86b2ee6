"""What keeps other sites, and other machines, away from a page that has no log-in."""

import re
from urllib.parse import urlsplit

from aiohttp import web

OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
ROUTE = web.RequestKey("route", str)
"""Where a request keeps the route that serves it, for the access log."""

DOORS = web.AppKey("doors", set[object])
"""The handlers of the ways in that chat platforms use: they check signatures, not hosts."""

SHOWN_OUTSIDE = ("/clauses/", "/static/")
"""What is served under the public address too: the policies' words, and nobody's questions."""

UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: browsers would then send "Origin: null" with the page's own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def trespass(request: web.Request, public_url: str = "") -> str | None:
    """Why this request must not be served, as a sentence for the person; None when it may be.

    A foreign Host name means that a site has pointed its own name at this machine. A foreign
    Origin or Sec-Fetch-Site means that another site's page sent the form. Programs that are
    no browsers send neither, and nobody else's page can make them.
    """
    hosts = request.headers.getall("Host", [])
    if len(hosts) == 1 and _is_shown_outside(request, hosts[0], public_url):
        return None
    if len(hosts) != 1 or not OWN_HOST.fullmatch(hosts[0]):
        return "Handrail answers on this machine only: open it as http://localhost."
    if request.method not in UNSAFE_METHODS:
        return None
    origin = request.headers.get("Origin")
    foreign_origin = origin is not None and origin.lower() != f"http://{hosts[0].lower()}"
    if foreign_origin or request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return "That question came from another site: open Handrail itself and ask there."
    return None


def _is_shown_outside(request: web.Request, host: str, public_url: str) -> bool:
    """Whether this is a clause asked for under the public address."""
    if not public_url or host.lower() != urlsplit(public_url).netloc.lower():
        return False
    return request.method in {"GET", "HEAD"} and request.path.startswith(SHOWN_OUTSIDE)


def note_route(request: web.Request) -> None:
    """Keeps the name of the route on the request; a request for no page has none."""
    resource = request.match_info.route.resource
    if resource is not None:
        request[ROUTE] = resource.canonical


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds the security headers to a response. Pages are never stored: they hold people's questions."""
    response.headers.update(HEADERS)
    is_static = request.path.startswith("/static/")
    response.headers["Cache-Control"] = "no-cache" if is_static else "no-store"
