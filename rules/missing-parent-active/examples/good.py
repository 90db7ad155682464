from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.propagate import extract

tracer = trace.get_tracer("agent.session")


def handle(job):
    # Good: the job carries the context of the code that queued it.
    with tracer.start_as_current_span("job", context=extract(job.headers)):
        job.run()


def tick():
    # Good: an empty Context starts a new trace for each tick.
    with tracer.start_as_current_span("tick", context=Context()):
        pass
