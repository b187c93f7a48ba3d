# SPDX-License-Identifier: MPL-2.0
#
# What .rpm has beyond the common description. rpm finds the dependencies on libraries by itself.

set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_PACKAGE_RELEASE ${VALUX_PACKAGE_RELEASE})
set(CPACK_RPM_PACKAGE_LICENSE MPL-2.0)
set(CPACK_RPM_PACKAGE_GROUP "Applications/Internet")
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
# The same bytes on every machine: the times of SOURCE_DATE_EPOCH, and no machine's name. Debug
# files are split off already, and pages are compressed.
set(CPACK_RPM_SPEC_MORE_DEFINE "%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _buildhost localhost
%define debug_package %{nil}
%define __os_install_post %{nil}
%define _build_id_links none
%define packager ${VALUX_PACKAGE_CONTACT}")
# Directories of other packages.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    ${CMAKE_INSTALL_PREFIX}/libexec ${CMAKE_INSTALL_PREFIX}/lib/debug
    ${CMAKE_INSTALL_PREFIX}/lib/debug/.build-id ${CMAKE_INSTALL_PREFIX}/lib/systemd
    ${CMAKE_INSTALL_PREFIX}/lib/systemd/system ${CMAKE_INSTALL_PREFIX}/lib/systemd/user
    ${CMAKE_INSTALL_PREFIX}/lib/udev ${CMAKE_INSTALL_PREFIX}/lib/udev/rules.d
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkcs11)
foreach(directory applications bash-completion bash-completion/completions dbus-1 dbus-1/services fish
        fish/vendor_completions.d icons icons/hicolor icons/hicolor/scalable
        icons/hicolor/scalable/apps icons/hicolor/symbolic icons/hicolor/symbolic/apps licenses
        locale locale/ja locale/ja/LC_MESSAGES man man/man1 man/man7 man/man8 man/ja man/ja/man1
        man/ja/man7 man/ja/man8 metainfo zsh zsh/site-functions zsh/vendor-completions
        p11-kit p11-kit/modules)
    list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
        ${CMAKE_INSTALL_FULL_DATADIR}/${directory})
endforeach()

# rpm_package(COMPONENT NAME summary description [package that it needs])
macro(rpm_package component name summary description)
    set(CPACK_RPM_${component}_PACKAGE_NAME ${name})
    set(CPACK_RPM_${component}_FILE_NAME RPM-DEFAULT)
    set(CPACK_RPM_${component}_PACKAGE_SUMMARY "${summary}")
    set(CPACK_RPM_${component}_PACKAGE_DESCRIPTION "${description}")
    if(${ARGC} GREATER 4)
        set(CPACK_RPM_${component}_PACKAGE_REQUIRES
            "${ARGV4} = ${PROJECT_VERSION}-${VALUX_PACKAGE_RELEASE}")
    endif()
endmacro()
# Files of one language, which a machine without that language may leave out.
set(CPACK_RPM_valux-enroll_USER_FILELIST
    "%lang(ja) ${CMAKE_INSTALL_FULL_LOCALEDIR}/ja/LC_MESSAGES/valux.mo"
    "%lang(ja) ${CMAKE_INSTALL_FULL_MANDIR}/ja/man1/valux-enroll.1.gz")
