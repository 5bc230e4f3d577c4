"""Pictures of every flow, to be looked at: `python -m tests.browser.flows FOLDER [NAME ..]`."""
