# SPDX-License-Identifier: MPL-2.0
#
# CPack runs this when the components are installed below CPACK_TEMPORARY_DIRECTORY, and before it
# makes packages of them. It adds what only packages have, the same bytes from the same sources.

# What readelf and CPack's own tools print is read, and has to be the same in every locale.
set(ENV{LC_ALL} C.UTF-8)
unset(ENV{LANGUAGE})

# The packages' date: SOURCE_DATE_EPOCH, else now.
string(TIMESTAMP day "%w" UTC)
string(TIMESTAMP month "%m" UTC)
set(days Sun Mon Tue Wed Thu Fri Sat)
set(months - Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec)
list(GET days ${day} day)
list(GET months ${month} month)
string(TIMESTAMP date "${day}, %d ${month} %Y %H:%M:%S +0000" UTC)

function(compress file)
    execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(compress_manual_pages directory)
    file(GLOB_RECURSE pages ${directory}/share/man/*.[1-8])
    foreach(page ${pages})
        compress(${page})
    endforeach()
endfunction()

# Moves the debug sections of a program or library to DEBUG-DIRECTORY, where debuggers look for them
# by the build ID.
function(split_debug_file file debug_directory)
    execute_process(COMMAND readelf --notes ${file} OUTPUT_VARIABLE notes ERROR_QUIET
        COMMAND_ERROR_IS_FATAL ANY)
    if(NOT notes MATCHES "Build ID: ([0-9a-f][0-9a-f])([0-9a-f]+)")
        message(FATAL_ERROR "${file} has no build ID")
    endif()
    set(debug_file ${debug_directory}/lib/debug/.build-id/${CMAKE_MATCH_1}/${CMAKE_MATCH_2}.debug)
    cmake_path(GET debug_file PARENT_PATH place)
    file(MAKE_DIRECTORY ${place})
    execute_process(
        COMMAND ${CPACK_VALUX_OBJCOPY} --only-keep-debug ${file} ${debug_file}
        COMMAND_ERROR_IS_FATAL ANY)
    execute_process(
        COMMAND ${CPACK_VALUX_OBJCOPY} --strip-unneeded --remove-section=.comment ${file}
        COMMAND_ERROR_IS_FATAL ANY)
    file(CHMOD ${debug_file} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

function(split_debug_files directory debug_directory)
    file(GLOB_RECURSE files ${directory}/bin/* ${directory}/libexec/* ${directory}/lib*/*.so)
    foreach(file ${files})
        file(READ ${file} magic LIMIT 4 HEX)
        if(magic STREQUAL 7f454c46)
            split_debug_file(${file} ${debug_directory})
        endif()
    endforeach()
endfunction()

function(add_debian_documents directory package)
    set(documents ${directory}/share/doc/${package})
    file(COPY_FILE ${CPACK_VALUX_SOURCE_DIR}/packages/debian/copyright ${documents}/copyright)
    file(COPY_FILE ${CPACK_VALUX_SOURCE_DIR}/CHANGELOG.md ${documents}/changelog)
    file(WRITE ${documents}/changelog.Debian
        "valux (${CPACK_PACKAGE_VERSION}-${CPACK_VALUX_RELEASE}) unstable; urgency=medium\n\n"
        "  * Version ${CPACK_PACKAGE_VERSION}; changelog.gz says what is new.\n\n"
        " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
    compress(${documents}/changelog)
    compress(${documents}/changelog.Debian)
    set(overrides ${CPACK_VALUX_SOURCE_DIR}/packages/debian/lintian-overrides/${package})
    if(EXISTS ${overrides})
        file(MAKE_DIRECTORY ${directory}/share/lintian/overrides)
        file(COPY_FILE ${overrides} ${directory}/share/lintian/overrides/${package})
    endif()
endfunction()

function(add_rpm_documents directory package)
    file(MAKE_DIRECTORY ${directory}/share/licenses/${package})
    file(COPY_FILE ${CPACK_VALUX_SOURCE_DIR}/LICENSE ${directory}/share/licenses/${package}/LICENSE)
    file(COPY_FILE ${CPACK_VALUX_SOURCE_DIR}/CHANGELOG.md
        ${directory}/share/doc/${package}/CHANGELOG.md)
endfunction()

foreach(component ${CPACK_COMPONENTS_ALL})
    set(directory ${CPACK_TEMPORARY_DIRECTORY}/${component}${CPACK_PACKAGING_INSTALL_PREFIX})
    string(TOUPPER ${component} upper_component)
    if(CPACK_GENERATOR STREQUAL DEB)
        set(package ${CPACK_DEBIAN_${upper_component}_PACKAGE_NAME})
    else()
        set(package ${CPACK_RPM_${component}_PACKAGE_NAME})
    endif()
    file(MAKE_DIRECTORY ${directory}/share/doc/${package})
    if(NOT component MATCHES "-debug$")
        split_debug_files(${directory}
            ${CPACK_TEMPORARY_DIRECTORY}/${component}-debug${CPACK_PACKAGING_INSTALL_PREFIX})
        compress_manual_pages(${directory})
    endif()
    if(CPACK_GENERATOR STREQUAL DEB)
        add_debian_documents(${directory} ${package})
    else()
        add_rpm_documents(${directory} ${package})
    endif()
endforeach()
