"""A line between browser and kernel on which small messages do not wait for one another.

A message of the kernel is several small packets (busy, picture, idle). By default the system holds
a small packet back until the one before it was acknowledged, which the other side delays by up to
40 ms (Nagle's algorithm against delayed acknowledgements). A slider shows that, bulk data does not.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """JupyterLab's own connection, with TCP_NODELAY."""

    def connect(self):
        """Connect to the kernel, as before, on a line that does not wait."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
