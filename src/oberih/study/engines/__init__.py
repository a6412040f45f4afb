"""Who computes the batches of a study: threads, processes, or a Dask cluster. The bytes are the same."""
