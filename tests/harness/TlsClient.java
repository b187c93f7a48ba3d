// SPDX-License-Identifier: MPL-2.0
// Copyright 2026 the VALUX for NSS developers.

import java.io.FileInputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An HTTPS client whose keys are those of a PKCS#11 module: TlsClient CONFIGURATION CA-FILE URL...
 * Prints what each URL answers. The configuration is SunPKCS11's.
 */
public final class TlsClient {
    public static void main(String[] arguments) throws Exception {
        Provider token = Security.getProvider("SunPKCS11").configure(arguments[0]);
        Security.addProvider(token);
        KeyStore keys = KeyStore.getInstance("PKCS11", token);
        keys.load(null, null);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("NewSunX509");
        keyManagers.init(new javax.net.ssl.KeyStoreBuilderParameters(
            KeyStore.Builder.newInstance(keys, new KeyStore.PasswordProtection(new char[0]))));

        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (FileInputStream file = new FileInputStream(arguments[1])) {
            Certificate authority =
                CertificateFactory.getInstance("X.509").generateCertificate(file);
            authorities.setCertificateEntry("server-ca", authority);
        }
        TrustManagerFactory trustManagers =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(authorities);

        for (int i = 2; i < arguments.length; i++) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            HttpsURLConnection connection =
                (HttpsURLConnection) new URL(arguments[i]).openConnection();
            connection.setSSLSocketFactory(context.getSocketFactory());
            byte[] answer = connection.getInputStream().readAllBytes();
            System.out.print(new String(answer, StandardCharsets.UTF_8));
        }
    }
}
