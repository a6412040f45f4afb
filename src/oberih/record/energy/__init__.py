"""The table of raids on energy: one row a raid, with the regions hit and the regions that had emergency cuts."""
