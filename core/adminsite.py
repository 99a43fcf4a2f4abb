"""Django's own admin, for reference data alone: everything else is done on the desk.

A site of its own, so that what libraries register by themselves (secrets of authenticators among
it) cannot be reached.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class ReferenceDataSite(AdminSite):
    site_header = _("Reference data")
    site_title = _("Reference data")
    index_title = _("What rarely changes")


site = ReferenceDataSite(name="admin")
# Signing in goes the same way as everywhere: by code, password or passkey, then the second step.
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]
