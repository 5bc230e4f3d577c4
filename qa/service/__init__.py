"""What programs ask of a document, as JSON: the screen's API and the tools of agents share it."""
