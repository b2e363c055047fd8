"""
A client of Samba's calls the management interface of a server that listens on TCP, and prints what came of it as JSON.
Takes one argument, JSON: the port, the security options of the binding, and who signs in.
"""
import json
import sys

from samba import credentials, param
from samba.dcerpc import mgmt

task = json.loads(sys.argv[1])
settings = param.LoadParm()
for name, value in (('workgroup', task['domain']), ('netbios name', 'CLIENT'), ('lock directory', task['folder'])):
    settings.set(name, value)
who = credentials.Credentials()
who.guess(settings)
who.set_username(task['user'])
who.set_domain(task['domain'])
who.set_password(task['password'])
who.set_kerberos_state(credentials.DONT_USE_KERBEROS)
said = {}
try:
    binding = 'ncacn_ip_tcp:127.0.0.1[%d,%s]' % (task['port'], task['security'])
    rpc = mgmt.mgmt(binding, settings, who)
    said['listening'] = [rpc.is_server_listening() for _ in range(3)][-1]
    said['interfaces'] = sorted(str(one.id.uuid) for one in rpc.inq_if_ids().if_id)
except Exception as error:
    said['error'] = str(error)
print(json.dumps(said))
