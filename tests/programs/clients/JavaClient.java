// SPDX-License-Identifier: MPL-2.0
// Copyright 2026 the VALUX for NSS developers.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of a token by Java's SunPKCS11, with the commands of client.h. `open` loads a new
 * KeyStore. The argument is SunPKCS11's configuration.
 */
public final class JavaClient {
    private static final byte[] TEXT = "what is signed".getBytes();

    private record Key(PrivateKey privateKey, PublicKey publicKey) {
    }

    private static final Map<String, Key> keys = new HashMap<>();
    private static Provider token;

    private static String open(String name, String nickname) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS11", token);
        store.load(null, null);
        PrivateKey key = (PrivateKey) store.getKey(nickname, null);
        if (key == null) {
            return "absent";
        }
        keys.put(name, new Key(key, store.getCertificate(nickname).getPublicKey()));
        return "opened";
    }

    private static String sign(String name) throws Exception {
        Key key = keys.get(name);
        String algorithm =
            key.privateKey().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        Signature signature = Signature.getInstance(algorithm, token);
        signature.initSign(key.privateKey());
        signature.update(TEXT);
        byte[] signed = signature.sign();
        Signature verification = Signature.getInstance(algorithm);
        verification.initVerify(key.publicKey());
        verification.update(TEXT);
        return verification.verify(signed) ? "signed" : "failed: the signature is wrong";
    }

    private static String obey(String[] words) {
        try {
            return words[0].equals("open") ? open(words[1], words[2]) : sign(words[1]);
        } catch (Exception error) {
            return "failed: " + error;
        }
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        String line;

        token = Security.getProvider("SunPKCS11").configure(arguments[0]);
        Security.addProvider(token);
        while ((line = commands.readLine()) != null) {
            System.out.println(obey(line.split(" ")));
        }
    }
}
