"""The pages of grids: reports x questions, filled by a worker, checked cell by cell."""
