"""What is an expected no? The request was understood; the answer is no, for a reason to act on."""


class Refusal(Exception):
    """Base of every expected no. Anything else that is raised is a bug.

    `message` is one Chinese sentence for the person: what is wrong, where, what to do.
    `clause` names the clause it rests on, where there is one.
    """

    def __init__(self, message: str, *, clause: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
