"""
A session of impacket's RPC over HTTP v2 client with the lab: opens both channels, binds, calls. Takes one argument,
JSON, and prints what came of it as JSON.
"""
import json
import struct
import sys
from urllib.parse import urlparse

from impacket import ntlm
from impacket.dcerpc.v5 import mgmt, nspi, oxabref, rpcrt, transport
from impacket.dcerpc.v5.ndr import NDRCALL
from impacket.http import AUTH_BASIC, AUTH_NTLM
from impacket.uuid import bin_to_uuidtup, uuidtup_to_bin

task = json.loads(sys.argv[1])
EMSMDB = uuidtup_to_bin(('a4f1db00-ca47-1067-b31f-00dd010662da', '0.81'))
LEVELS = {
    'none': rpcrt.RPC_C_AUTHN_LEVEL_NONE,
    'connect': rpcrt.RPC_C_AUTHN_LEVEL_CONNECT,
    'integrity': rpcrt.RPC_C_AUTHN_LEVEL_PKT_INTEGRITY,
    'privacy': rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
}
said = {}


def connected(interface):
    rpc = transport.DCERPCTransportFactory('ncacn_http:%s[%d]' % (task['server'], task['endpoint']))
    rpc.rpc_proxy_init()
    rpc._rpcProxyUrl = urlparse('https://127.0.0.1:%d/rpc/rpcproxy.dll' % task['port'])
    rpc.set_credentials(task['user'], task['password'], task['domain'])
    rpc.set_auth_type({'NTLM': AUTH_NTLM, 'Basic': AUTH_BASIC}[task['http']])
    rpc.set_connect_timeout(20)
    dce = rpc.get_dce_rpc()
    if task['level'] != 'none':
        dce.set_credentials(task['user'], task['rpcPassword'], task['domain'])
        dce.set_auth_type(rpcrt.RPC_C_AUTHN_WINNT)
        dce.set_auth_level(LEVELS[task['level']])
    dce.connect()
    dce.bind(interface)
    return dce


def conformant_string(text):
    octets = text.encode('latin1') + b'\0'
    return struct.pack('<LLL', len(octets), 0, len(octets)) + octets + b'\0' * (-len(octets) % 4)


def do_mgmt():
    dce = connected(mgmt.MSRPC_UUID_MGMT)
    answer = mgmt.hinq_if_ids(dce)
    vector = answer['if_id_vector']
    said['interfaces'] = sorted(bin_to_uuidtup(one['Data'].getData())[0].lower() for one in vector['if_id'])
    said['listening'] = mgmt.his_server_listening(dce)['status']
    dce.disconnect()


def do_rfr():
    dce = connected(oxabref.MSRPC_UUID_OXABREF)
    said['referral'] = oxabref.hRfrGetNewDSA(dce, task['dn'] + '\0')['ppszServer'].rstrip('\0')
    dce.disconnect()


def do_nspi():
    dce = connected(nspi.MSRPC_UUID_NSPI)
    handle = nspi.hNspiBind(dce)['contextHandle']
    table = nspi.hNspiGetSpecialTable(dce, handle)
    rows = nspi.simplifyPropertyRowSet(table['ppRows'])
    said['addressLists'] = [row[0x3001001F] for row in rows]
    names = nspi.hNspiResolveNamesW(dce, handle, pPropTags=[0x3001001F, 0x39FE001F, 0x0FFE0003], paStr=[task['address'] + '\0', 'nobody\0'])
    said['minimalIds'] = [one['Data'] if hasattr(one, 'fields') else one for one in names['ppMIds']['aulPropTag']]
    said['resolved'] = [
        [row[0x3001001F], row[0x39FE001F], row[0x0FFE0003]] for row in nspi.simplifyPropertyRowSet(names['ppRows'])
    ]
    said['unbound'] = nspi.hNspiUnbind(dce, handle)['ErrorCode']
    dce.disconnect()


def do_emsmdb():
    dce = connected(EMSMDB)
    dce.call(6, b'')
    said['dummy'] = struct.unpack('<L', dce.recv())[0]
    stub = conformant_string(task['dn'])
    stub += struct.pack('<LLLLLLL', 0, 1, 0, 1252, 0x409, 0x409, 0xFFFFFFFF)
    stub += struct.pack('<HHHHL', 1, 0x0F00, 0x9144, 0x03F9, 0)
    stub += struct.pack('<LLL', 0, 0, 0x1008)
    dce.call(10, stub)
    answer = dce.recv()
    handle = answer[:20]
    said['connected'] = struct.unpack('<L', answer[-4:])[0]
    if said['connected'] == 0:
        dn = task['dn'].encode('latin1') + b'\0'
        rop = struct.pack('<BBBBLLH', 0xFE, 0, 0, 1, 0x01000404, 0, len(dn)) + dn
        payload = struct.pack('<H', len(rop) + 2) + rop + struct.pack('<L', 0xFFFFFFFF)
        buffer = struct.pack('<HHHH', 0, 4, len(payload), len(payload)) + payload
        padding = b'\0' * (-len(buffer) % 4)
        stub = handle + struct.pack('<LL', 3, len(buffer)) + buffer + padding
        stub += struct.pack('<LLLLL', len(buffer), 0x8007, 0, 0, 0x1008)
        dce.call(11, stub)
        answer = dce.recv()
        said['executed'] = struct.unpack('<L', answer[-4:])[0]
        # Handle, flags, three counts of the array, header of the buffer, size of the ROPs.
        said['logon'] = answer[20 + 4 + 12 + 8 + 2:][:6].hex()
        dce.call(1, handle)
        answer = dce.recv()
        said['disconnected'] = [answer[:20] == b'\0' * 20, struct.unpack('<L', answer[-4:])[0]]
    dce.disconnect()


try:
    for what in task['what']:
        {'mgmt': do_mgmt, 'rfr': do_rfr, 'nspi': do_nspi, 'emsmdb': do_emsmdb}[what]()
except Exception as error:
    said['error'] = str(error)
print(json.dumps(said))
