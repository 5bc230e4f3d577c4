"""The page for who is not logged in; a whole page, since Gradio's is for who is."""

from markupsafe import Markup

from ui.views.i18n import both

PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pagewitness</title>'
    '<base href="{}">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="favicon.ico"><link rel="stylesheet" href="pw/style.css">'
    '<link rel="stylesheet" href="pw/login.css"><script src="pw/login.js" defer></script></head>'
    '<body class="pw-login-page"><main class="pw-header pw-login"><h1>Pagewitness</h1><p>{}</p>'
    '<form id="pw-login" method="post" action="login">'
    '<label>{}<input name="username" autocomplete="username" maxlength="100" required autofocus>'
    "</label><label>{}"
    '<input name="password" type="password" autocomplete="current-password" required></label>'
    '<p id="pw-wrong" role="alert" hidden>{}</p><p id="pw-locked" role="alert" hidden>{}</p>'
    '<p id="pw-unreached" role="alert" hidden>{}</p>'
    "<button>{}</button></form></main></body></html>"
)


def login_page(base: str = "./") -> Markup:
    """Return the page that asks for name and password, in both languages.

    base: the way from the page that is asked for to the app's first one.
    """
    return PAGE.format(
        base,
        both("tagline"),
        both("login_name"),
        both("login_password"),
        both("login_wrong"),
        both("login_locked"),
        both("login_unreached"),
        both("log_in"),
    )
