"""What single customers come to in a life, read from event rows, kept as few whole numbers.

`channels` counts customers by how many channels they used, `purchases` keeps what each buyer
brought until some days.
"""
