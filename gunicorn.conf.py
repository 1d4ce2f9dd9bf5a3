"""How the production server runs; `gunicorn app:server` reads this by itself."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
control_socket_disable = True
accesslog = None
