# SPDX-License-Identifier: MPL-2.0
#
# The layers. Each library says which headers it offers, and sees those of the libraries that it
# links alone: an include upwards does not compile. Headers are offered by symbolic links in the
# build tree:
#
#   interfaces/TARGET/valux/NAME.h    the public headers of include/valux/ that are this library's
#   interfaces/TARGET/FOLDER/         the library's own folder, so that its other headers are
#                                     included as "FOLDER/NAME.h"

# valux_layer(TARGET [FOLDER name] [HEADERS name...]): FOLDER is the name of the current source
# folder in includes, HEADERS are names below include/valux/.
function(valux_layer target)
    cmake_parse_arguments(PARSE_ARGV 1 layer "" "FOLDER" "HEADERS")
    set(directory ${CMAKE_BINARY_DIR}/interfaces/${target})
    file(MAKE_DIRECTORY ${directory}/valux)
    foreach(header ${layer_HEADERS})
        file(CREATE_LINK ${CMAKE_SOURCE_DIR}/include/valux/${header} ${directory}/valux/${header}
            SYMBOLIC)
    endforeach()
    if(layer_FOLDER)
        file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${directory}/${layer_FOLDER} SYMBOLIC)
    endif()
    target_include_directories(${target} PUBLIC ${directory})
endfunction()
