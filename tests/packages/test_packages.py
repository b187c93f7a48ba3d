#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
What tests/packages/build makes: the right files in the right package, dependencies, scripts, and
nothing that lintian and rpmlint complain of. They are in the directory distribution/ of the build
tree.
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
TOP = TESTS.parent
sys.path.insert(0, str(TESTS))

from harness import case

RPM_CONFIGURATION = TOP / "packages/rpm/rpmlint.toml"
PACKAGES = ("valux-pkcs11", "valux-enroll", "valux-certificates")

# Files of each package below /usr, without documentation; LIB is the libraries' directory.
FILES = {
    "valux-pkcs11": (
        "LIB/pkcs11/libvalux-pkcs11.so",
        "lib/systemd/user/valux-agent.service",
        "lib/systemd/user/valux-agent.socket",
        "lib/udev/rules.d/70-valux-tpm.rules",
        "libexec/valux/valux-agent",
        "libexec/valux/valux-signer",
        "share/man/ja/man7/valux-pkcs11.7.gz",
        "share/man/ja/man8/valux-agent.8.gz",
        "share/man/ja/man8/valux-signer.8.gz",
        "share/man/man7/valux-pkcs11.7.gz",
        "share/man/man8/valux-agent.8.gz",
        "share/man/man8/valux-signer.8.gz",
        "share/p11-kit/modules/valux.module",
    ),
    "valux-enroll": (
        "bin/valux-enroll",
        "lib/systemd/system/valux-textfile.service",
        "lib/systemd/system/valux-textfile.timer",
        "lib/systemd/user/valux-alarm.service",
        "lib/systemd/user/valux-alarm.timer",
        "lib/systemd/user/valux-renewal.service",
        "lib/systemd/user/valux-renewal.timer",
        "share/bash-completion/completions/valux-enroll",
        "share/doc/valux-enroll/examples/acquire.c",
        "share/doc/valux-enroll/examples/acquire.py",
        "share/doc/valux-enroll/examples/acquire.yml",
        "share/doc/valux-enroll/examples/valux-acquire@.service",
        "share/fish/vendor_completions.d/valux-enroll.fish",
        "share/locale/ja/LC_MESSAGES/valux.mo",
        "share/man/ja/man1/valux-enroll.1.gz",
        "share/man/man1/valux-enroll.1.gz",
        "share/valux/schemas/1/list.json",
        "share/zsh/ZSH/_valux-enroll",
    ),
    "valux-certificates": (
        "bin/valux-certificates",
        "share/applications/jp.valux.Certificates.desktop",
        "share/dbus-1/services/jp.valux.Certificates.service",
        "share/icons/hicolor/scalable/apps/jp.valux.Certificates.svg",
        "share/icons/hicolor/symbolic/apps/jp.valux.Certificates-symbolic.svg",
        "share/man/ja/man1/valux-certificates.1.gz",
        "share/man/man1/valux-certificates.1.gz",
        "share/metainfo/jp.valux.Certificates.metainfo.xml",
    ),
}
DOCUMENTS = {
    "deb": ("share/doc/NAME/changelog.Debian.gz", "share/doc/NAME/changelog.gz",
            "share/doc/NAME/copyright"),
    "rpm": ("share/doc/NAME/CHANGELOG.md", "share/licenses/NAME/LICENSE"),
}
# What each package needs of others, at the least; libraries by the tool of the kind of package.
NEEDED = {
    "deb": {
        "valux-pkcs11": {"libc6", "libssl3", "libseccomp2"},
        "valux-enroll": {"valux-pkcs11", "libc6", "libcurl4", "libnss3", "libssl3", "libcjson1",
                         "libdbus-1-3"},
        "valux-certificates": {"valux-enroll", "libc6", "libgtk-4-1", "libadwaita-1-0"},
    },
    "rpm": {
        "valux-pkcs11": {"libc.so.6()(64bit)", "libcrypto.so.3()(64bit)"},
        "valux-enroll": {"valux-pkcs11", "libnss3.so()(64bit)", "libcurl.so.4()(64bit)"},
        "valux-certificates": {"valux-enroll", "libgtk-4.so.1()(64bit)"},
    },
}

# Which component of the bill of materials a library is that a program is linked with.
COMPONENTS = {
    "nss": r"libnss3|libnssutil3|libsmime3|libssl3\.so", "nspr": r"libnspr4|libplc4|libplds4",
    "openssl": r"libcrypto|libssl\.so\.", "libcurl": r"libcurl", "cjson": r"libcjson",
    "dbus": r"libdbus-1", "libseccomp": r"libseccomp", "tpm2-tss": r"libtss2-",
    "libadwaita": r"libadwaita",
    "gtk4": r"libgtk-4|libglib-2|libgobject-2|libgio-2|libgdk|libpango|libcairo|libgraphene",
    "the C library": r"libc\.so|libm\.so|ld-linux|libpthread|libdl",
}


def output(*command):
    """What a command writes."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = case.ProgramCase.programs.build / "distribution"
        cls.debs = sorted(cls.directory.glob("*.deb"))
        cls.rpms = sorted(cls.directory.glob("*.rpm"))

    def package(self, name, kind):
        """The package's only file."""
        pattern = f"{name}_*.deb" if kind == "deb" else f"{name}-[0-9]*.rpm"
        found = sorted(self.directory.glob(pattern))
        self.assertEqual(len(found), 1, f"{pattern}: {found}")
        return found[0]

    def files(self, name, kind):
        """The paths of the package's files, its directories excepted."""
        package = self.package(name, kind)
        if kind == "deb":
            lines = output("dpkg-deb", "--contents", package).splitlines()
            return {line.split()[5][1:] for line in lines if not line.startswith("d")}
        lines = output("rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILENAMES}\n]",
                       package).splitlines()
        return {line.split()[1] for line in lines if not line.startswith("d")}

    def check_files(self, kind):
        """Compares the files of the packages of a kind with the lists above."""
        places = {"LIB": "lib64" if kind == "rpm" else "lib/" + output(
                      "dpkg-architecture", "-qDEB_HOST_MULTIARCH").strip(),
                  "ZSH": "site-functions" if kind == "rpm" else "vendor-completions"}
        for name in PACKAGES:
            wanted = {f"/usr/{path}" for path in
                      FILES[name] + tuple(path.replace("NAME", name) for path in DOCUMENTS[kind])}
            for word, place in places.items():
                wanted = {path.replace(word, place) for path in wanted}
            found = self.files(name, kind)
            self.assertEqual(wanted - found, set(), f"missing in {name}")
            more = {path for path in found - wanted
                    if not re.search(r"/schemas/1/|/lintian/overrides/", path)}
            self.assertEqual(more, set(), f"not expected in {name}")
            print(f"    {self.package(name, kind).name}: {len(found)} files", file=sys.stderr)

    def test_a_deb_has_the_files_of_its_part_and_no_others(self):
        self.check_files("deb")

    def test_an_rpm_has_the_files_of_its_part_and_no_others(self):
        self.check_files("rpm")

    def test_an_rpm_owns_no_directory_that_other_packages_use(self):
        for name in PACKAGES:
            package = self.package(name, "rpm")
            told = output("rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILENAMES}\n]", package)
            owned = [line.split()[1] for line in told.splitlines() if line.startswith("d")]
            self.assertEqual([path for path in owned if "/valux" not in path], [], package.name)

    def test_a_deb_needs_the_libraries_and_the_parts_of_the_same_version(self):
        for name in PACKAGES:
            told = output("dpkg-deb", "--field", self.package(name, "deb"), "Depends", "Version")
            depends, version = re.fullmatch(r"Depends: (.*)\nVersion: (.*)\n", told).groups()
            # Debian 13 has libraries with times of 64 bits, which some names tell.
            needed = {part.split()[0].removesuffix("t64") for part in depends.split(", ")}
            self.assertEqual(NEEDED["deb"][name] - needed, set(), name)
            for part in re.findall(r"(valux-[a-z0-9]+) \(([^)]*)\)", depends):
                self.assertEqual(part[1], f"= {version}")
            print(f"    {name}: {depends}", file=sys.stderr)

    def test_an_rpm_needs_the_libraries_and_the_parts_of_the_same_version(self):
        for name in PACKAGES:
            told = output("rpm", "-qp", "--requires", self.package(name, "rpm")).splitlines()
            self.assertEqual(NEEDED["rpm"][name] - {line.split()[0] for line in told}, set(), name)
            version = output("rpm", "-qp", "--qf", "%{VERSION}-%{RELEASE}",
                             self.package(name, "rpm"))
            for line in told:
                if line.startswith("valux-"):
                    self.assertRegex(line, rf"= {re.escape(version)}$")
            print(f"    {name}: {len(told)} dependencies", file=sys.stderr)

    def test_only_valux_enroll_has_scripts(self):
        for name in PACKAGES:
            information = output("dpkg-deb", "--info", self.package(name, "deb"))
            scripts = set(re.findall(r"\b(pre|post)(inst|rm)\b", information))
            expected = {("pre", "rm"), ("post", "rm")} if name == "valux-enroll" else set()
            self.assertEqual(scripts, expected, name)
            scripts = output("rpm", "-qp", "--scripts", self.package(name, "rpm"))
            self.assertEqual("preuninstall" in scripts, name == "valux-enroll", name)
            self.assertNotIn("postinstall", scripts)

    def test_debug_files_are_found_by_the_build_id_of_each_program(self):
        count = 0
        for name in PACKAGES:
            debug = {"deb": self.files(f"{name}-dbgsym", "deb"),
                     "rpm": self.files(f"{name}-debuginfo", "rpm")}
            for kind, paths in debug.items():
                found = [path for path in paths
                         if re.fullmatch(r"/usr/lib/debug/\.build-id/../[0-9a-f]{38}\.debug", path)]
                self.assertEqual(len(found), 3 if name == "valux-pkcs11" else 1, f"{name} {kind}")
                count += len(found)
        print(f"    {count} debug files", file=sys.stderr)

    def test_p11_kits_file_names_the_same_programs_as_register_does(self):
        source = (TOP / "nss-db/programs/policies/p11_kit_module.c").read_text()
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', source.split("format[] =")[1]))
        line = re.search(r"disable-in: [^\\]*", text).group(0)
        self.assertIn(line + "\n", (TOP / "module/valux.module").read_text())

    def test_the_bill_of_materials_names_what_each_program_is_linked_with(self):
        path, = self.directory.glob("valux-*.cdx.json")
        document = json.loads(path.read_text())
        self.assertEqual((document["bomFormat"], document["specVersion"], document["version"]),
                         ("CycloneDX", "1.5", 1))
        self.assertRegex(document["serialNumber"],
                         r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        names = {component["bom-ref"] for component in document["components"]}
        for component in document["components"]:
            self.assertLessEqual({"type", "name", "version", "licenses", "purl"}, set(component))
            self.assertRegex(component["version"], r"^[0-9]+\.")
        needs = {row["ref"]: set(row["dependsOn"]) for row in document["dependencies"]}
        self.assertEqual(set(needs), names | {"valux"})
        self.assertLessEqual(set().union(*needs.values()), names)
        build = case.ProgramCase.programs
        for program in (build.enroll, build.signer, build.build / "bin/valux-certificates"):
            dynamic = output("readelf", "--dynamic", program)
            for library in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
                found = [name for name, pattern in COMPONENTS.items()
                         if re.match(pattern, library)]
                self.assertEqual(len(found), 1, library)
                self.assertIn(found[0], needs[program.name] | {"the C library"}, library)
        print(f"    {path.name}: {len(names)} components", file=sys.stderr)

    def test_lintian_finds_nothing(self):
        # Debian 12's lintian does not know a tag that an override for Debian 13's names.
        told = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
                               "--suppress-tags", "alien-tag", *self.debs],
                              capture_output=True, text=True, check=False)
        self.assertEqual((told.returncode, told.stdout), (0, ""), told.stderr)
        print(f"    {len(self.debs)} packages", file=sys.stderr)

    def test_rpmlint_finds_nothing(self):
        told = subprocess.run(["rpmlint", "--config", RPM_CONFIGURATION, *self.rpms],
                              capture_output=True, text=True, check=False)
        self.assertRegex(told.stdout, r"6 packages and 0 specfiles checked; 0 errors, 0 warnings")

    def test_desktop_entry_metainfo_and_icons_are_valid(self):
        window = TOP / "enroll/window"
        output("desktop-file-validate", window / "jp.valux.Certificates.desktop")
        told = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic",
                               window / "jp.valux.Certificates.metainfo.xml"],
                              capture_output=True, text=True, check=False)
        # The product has no page on the web, and its developers have no identity there; Debian 13's
        # version asks for both.
        found = [line for line in re.findall(r"(?m)^[EWI]:.*$", told.stdout)
                 if not line.endswith((" url-homepage-missing", " developer-info-missing"))]
        self.assertEqual(found, [], told.stdout)
        self.assertRegex(told.stdout, r"Validation was successful|Validation failed: [wi]")
        for icon in ("jp.valux.Certificates.svg", "jp.valux.Certificates-symbolic.svg"):
            output("gdk-pixbuf-thumbnailer", "--size=48", window / icon, "/dev/null")
        print("    " + told.stdout.splitlines()[-1], file=sys.stderr)


if __name__ == "__main__":
    case.main()
