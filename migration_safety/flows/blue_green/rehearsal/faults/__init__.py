"""Programs and servers killed while the deployment goes on: what users see, how the run goes on."""
