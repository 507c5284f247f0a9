"""What came of the training: jobs, certificates, return visits, against the indicators?"""
