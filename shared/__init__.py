"""The kit that every service is built from: small modules named after what they do, which know no service."""
