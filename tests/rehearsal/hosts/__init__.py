"""The network of the rehearsal world and everything that answers on it.

Takes requests through one loopback proxy port, gives what the real hosts would give, and refuses
every host nobody mounted (recorded as refused) and every call nobody wrote (501, recorded).
"""
