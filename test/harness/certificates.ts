import type { pki as Pki } from 'node-forge';
import forge from 'node-forge';

const { md, pki } = forge;

export interface Certificates {
	/** The certificate authority's certificate, for NODE_EXTRA_CA_CERTS. */
	authority: string;
	/** A server certificate for all the hosts, signed by the authority, and its key. */
	certificate: string;
	key: string;
}

/** Creates a certificate authority and one certificate for the hosts, in PEM, valid for a day. */
export function makeCertificates(hosts: string[]): Certificates {
	const authorityKeys = pki.rsa.generateKeyPair(2048);
	const name = [{ name: 'commonName', value: 'End-to-end tests' }];
	const authority = certificate(authorityKeys.publicKey, '01');
	authority.setSubject(name);
	authority.setIssuer(name);
	authority.setExtensions([{ name: 'basicConstraints', cA: true }]);
	authority.sign(authorityKeys.privateKey, md.sha256.create());

	const keys = pki.rsa.generateKeyPair(2048);
	const server = certificate(keys.publicKey, '02');
	server.setSubject([{ name: 'commonName', value: hosts[0] ?? '' }]);
	server.setIssuer(name);
	const dnsName = 2;
	server.setExtensions([
		{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: dnsName, value })) },
	]);
	server.sign(authorityKeys.privateKey, md.sha256.create());

	return {
		authority: pki.certificateToPem(authority),
		certificate: pki.certificateToPem(server),
		key: pki.privateKeyToPem(keys.privateKey),
	};
}

function certificate(publicKey: Pki.rsa.PublicKey, serialNumber: string): Pki.Certificate {
	const result = pki.createCertificate();
	const day = 24 * 60 * 60 * 1000;
	result.publicKey = publicKey;
	result.serialNumber = serialNumber;
	result.validity.notBefore = new Date(Date.now() - day);
	result.validity.notAfter = new Date(Date.now() + day);
	return result;
}
