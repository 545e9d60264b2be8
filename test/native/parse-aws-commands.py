"""Reads AWS CLI command lines (JSON lists of arguments, one a line) and prints the API parameters the AWS CLI makes of each."""
import io, json, sys
from awscli.clidriver import create_clidriver

real_out = sys.stdout


class Parsed(BaseException):
    pass


def stop(params, model, **kwargs):
    raise Parsed(json.dumps({"operation": model.name, "input": params}))


for line in sys.stdin:
    driver = create_clidriver()
    driver.session.set_credentials("111111111111", "sandbox")
    driver.session.register("provide-client-params.*.*", stop)
    sys.stdout = sys.stderr = io.StringIO()
    try:
        status = driver.main(json.loads(line)[1:])
        answer = json.dumps({"status": status, "said": sys.stderr.getvalue()})
    except Parsed as parsed:
        answer = str(parsed)
    except SystemExit as ended:
        answer = json.dumps({"status": str(ended), "said": sys.stderr.getvalue()})
    sys.stdout, sys.stderr = real_out, sys.__stderr__
    print(answer, flush=True)
