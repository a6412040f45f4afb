"""The AC power flow of one state, by an existing library (pandapower, an extra): how far the DC answer is off."""
