"""What a model is shown: its tokenizer, its chat template, a report as tokens, the prompt."""
