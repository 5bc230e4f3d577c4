"""The screen: Gradio components, handlers, and the page pane. Knows nothing of PDF or SQL."""
