"""The routes of `carriers`."""

from services.carriers.api import callbacks, deliveries, endpoints, subscriptions

ROUTERS = (endpoints.router, subscriptions.router, deliveries.router, callbacks.router)
