# SPDX-License-Identifier: MPL-2.0
# Configures and builds the fuzz targets of SOURCE in BUILD.
foreach(arguments "--preset;fuzz;-B;${BUILD}" "--build;${BUILD};--target;fuzz-targets")
    execute_process(COMMAND ${CMAKE_COMMAND} ${arguments} WORKING_DIRECTORY ${SOURCE}
        COMMAND_ERROR_IS_FATAL ANY)
endforeach()
