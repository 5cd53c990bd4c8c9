package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the {@code keytool} of the running Java; each name has a key store of its own. */
final class Keytool {
    private static final int SECONDS = 60;

    private final Path folder;
    private final String password;

    Keytool(Path folder, String password) {
        this.folder = folder;
        this.password = password;
    }

    Path storeOf(String name) {
        return folder.resolve(name + ".p12");
    }

    /** Makes a key, and a certificate that it signs itself. */
    void makeKey(String name, String... extensions) {
        List<String> options = new ArrayList<>(
                List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA"));
        options.addAll(List.of(
                "-dname", "CN=" + name + " of " + folder.getFileName(), "-startdate", "-1d", "-validity", "30"));
        for (String extension : extensions) {
            options.addAll(List.of("-ext", extension));
        }
        run(name, options);
    }

    /** Lets the authority, a file in the same folder, sign the key, and returns the certificate. */
    Path sign(String name, Path authority, String from, int days, String extension) {
        String request = folder.resolve(name + ".csr").toString();
        Path certificate = folder.resolve(name + ".pem");
        String signer = authority.getFileName().toString().replace(".pem", "");
        run(name, List.of("-certreq", "-file", request));
        run(
                signer,
                List.of(
                        "-gencert",
                        "-infile",
                        request,
                        "-outfile",
                        certificate.toString(),
                        "-rfc",
                        "-startdate",
                        from,
                        "-validity",
                        Integer.toString(days),
                        "-ext",
                        extension));
        return certificate;
    }

    private void run(String name, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add("-J-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-alias", name, "-storetype", "PKCS12", "-storepass", password));
        command.addAll(List.of("-keystore", storeOf(name).toString()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("keytool " + options.get(0) + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keytool cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("keytool was interrupted.", e);
        }
    }
}
