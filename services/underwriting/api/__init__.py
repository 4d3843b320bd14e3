"""The routes of `underwriting`."""

from services.underwriting.api import applications, calculators, filling_in, materials, prechecks

routers = (
    applications.router,
    filling_in.router,
    materials.router,
    prechecks.router,
    calculators.router,
)
